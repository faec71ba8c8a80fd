"""Wire: other systems' formats, read into our own rows. Pure but for reading the file it is given."""
