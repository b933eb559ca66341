#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <zmq.h>

/* glibc shows this one only under _GNU_SOURCE, which a module can't set for the system's headers. */
extern int pthread_setname_np(pthread_t thread, const char *name);
