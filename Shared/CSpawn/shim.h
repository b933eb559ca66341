#include <spawn.h>

/* glibc 2.34 and later have it, behind a feature macro that Swift's own Glibc module doesn't set. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);
