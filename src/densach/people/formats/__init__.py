"""Lists of people as schools keep them: Excel, CSV, OneRoster. Only reading, no database."""
