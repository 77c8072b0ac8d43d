"""The vocabulary: plain, frozen data that passes between the rooms. Standard library only."""
