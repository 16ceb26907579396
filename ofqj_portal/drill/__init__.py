"""What proves that the portal holds: faults put in on purpose. Run by hand (`make sabotage`), never by a server."""
