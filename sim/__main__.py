"""`python -m sim` is the command `stancelab`."""

from sim.cli.app import main

if __name__ == "__main__":
    main()
