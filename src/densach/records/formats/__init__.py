"""What arrives, read without the database: batches of events, statements."""
