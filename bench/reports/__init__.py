"""Quality of reports, of references, and of `assistant verify`."""
