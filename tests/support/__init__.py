"""What tests stand on: real servers on this machine, and drivers of them."""
