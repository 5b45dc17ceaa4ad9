"""Plans and reasons by CP-SAT, behind our own rule labels; import it late, it is large."""
