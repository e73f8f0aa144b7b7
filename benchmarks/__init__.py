"""What the README and the docs claim about speed and memory, measured: `make bench`, or `python -m benchmarks NAME`."""
