"""`python -m hemiface`: the command line, where its script is on no path."""

from hemiface.cli.main import main

if __name__ == "__main__":  # children that measure import this module too
    main()
