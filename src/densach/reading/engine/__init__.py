"""Rules by which events become what pages show. Values in, values out; no database."""
