"""Quality of answers: retrieval, calibration, follow-ups, copies, and a peer program."""
