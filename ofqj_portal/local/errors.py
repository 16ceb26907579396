"""What can go wrong on a machine, said in French with what to do next."""


class LocalStackError(Exception):
    """The local stack cannot go on; the message is for the person at the terminal."""
