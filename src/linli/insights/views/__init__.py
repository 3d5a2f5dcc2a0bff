"""The room's pages: reports on their road, and the papers they become."""
