"""The database engine of the tests: PostgreSQL, each database cloned from a migrated template."""
