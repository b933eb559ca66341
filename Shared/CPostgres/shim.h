#include <poll.h>
#include <postgresql/libpq-fe.h>
