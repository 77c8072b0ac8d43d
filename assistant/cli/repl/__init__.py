"""The loop of a chat: its prompt, its commands, its answers. `cli/commands/chat.py` starts it."""
