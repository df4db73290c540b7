"""`python -m app` is the same as the console script `amur`."""

from app.cli import main

if __name__ == "__main__":
    main()
