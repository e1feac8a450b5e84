"""Pure rules of the server: values in, values out. No file, clock, SQL, network or Git inside."""
