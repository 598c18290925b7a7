import sys

from deeproot_app.cli import main

if __name__ == "__main__":
    sys.exit(main())
