"""Everything that leaves the process; errors are named at the edge."""
