"""What is kept: tables, queries and migrations for SQLite and PostgreSQL."""
