"""What the whole suite relies on: guards that watch every test, and a browser."""
