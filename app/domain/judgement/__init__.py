"""The parts of judgement: spelling, readings, the checks of each type, precedence, wire shapes."""
