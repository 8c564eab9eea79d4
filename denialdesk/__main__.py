"""Entry: hand the command line over."""

from denialdesk.cli import main

if __name__ == "__main__":
    main()
