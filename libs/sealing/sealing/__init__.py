"""What keeps a person's words from who holds only the database: keys per data subject, keyed hashes."""
