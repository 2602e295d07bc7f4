"""`python -m bot`: the command line."""

from bot.cli.main import program

if __name__ == "__main__":
    program()
