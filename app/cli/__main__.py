"""`python -m app.cli`, where the package is not installed."""

from app.cli import main

main()
