/// The library that programs are started with to have a wall clock of their own (`WallClock`).
let wallClockSource = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <errno.h>
    #include <fcntl.h>
    #include <pthread.h>
    #include <semaphore.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <sys/mman.h>
    #include <sys/time.h>
    #include <time.h>
    #include <unistd.h>

    enum { SECOND = 1000000000, GLANCE = 20000000 };

    static int64_t none;
    /* Nanoseconds that are added to the machine's wall clock. */
    static const volatile int64_t *ahead = &none;

    __attribute__((constructor)) static void begin(void)
    {
        const char *path = getenv("LOKET_TEST_CLOCK");
        if (!path) return;
        int file = open(path, O_RDONLY | O_CLOEXEC);
        void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof none, PROT_READ, MAP_SHARED, file, 0);
        if (page == MAP_FAILED) {
            dprintf(2, "LOKET_TEST_CLOCK: %s can't be read\n", path);
            _exit(127);
        }
        close(file);
        ahead = page;
    }

    #define REAL(type, name) \
        static type real; \
        if (!real) real = (type)dlsym(RTLD_NEXT, name)

    typedef int (*get_time)(clockid_t, struct timespec *);
    typedef int (*wait_condition)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);
    typedef int (*wait_semaphore)(sem_t *, clockid_t, const struct timespec *);

    static int64_t machine(clockid_t clock)
    {
        REAL(get_time, "clock_gettime");
        struct timespec now;
        real(clock, &now);
        return (int64_t)now.tv_sec * SECOND + now.tv_nsec;
    }

    static int64_t wall(void) { return machine(CLOCK_REALTIME) + *ahead; }

    static struct timespec moment(int64_t nanoseconds)
    {
        return (struct timespec){nanoseconds / SECOND, nanoseconds % SECOND};
    }

    /* When to look at the wall clock again, by the clock that only counts. */
    static struct timespec glance(const struct timespec *until, int *is_last)
    {
        int64_t left = (int64_t)until->tv_sec * SECOND + until->tv_nsec - wall();
        *is_last = left <= GLANCE;
        return moment(machine(CLOCK_MONOTONIC) + (left < 0 ? 0 : *is_last ? left : GLANCE));
    }

    int clock_gettime(clockid_t clock, struct timespec *now)
    {
        REAL(get_time, "clock_gettime");
        int failed = real(clock, now);
        if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI))
            *now = moment((int64_t)now->tv_sec * SECOND + now->tv_nsec + *ahead);
        return failed;
    }

    int gettimeofday(struct timeval *restrict now, void *restrict zone)
    {
        (void)zone;
        int64_t microseconds = wall() / 1000;
        *now = (struct timeval){microseconds / 1000000, microseconds % 1000000};
        return 0;
    }

    time_t time(time_t *now)
    {
        time_t seconds = wall() / SECOND;
        if (now) *now = seconds;
        return seconds;
    }

    /* A wait for a condition may end without a signal: so it does at every glance. */
    int pthread_cond_clockwait(
        pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
    {
        REAL(wait_condition, "pthread_cond_clockwait");
        if (clock != CLOCK_REALTIME) return real(condition, mutex, clock, until);
        int is_last;
        struct timespec soon = glance(until, &is_last);
        int result = real(condition, mutex, CLOCK_MONOTONIC, &soon);
        return result == ETIMEDOUT && !is_last ? 0 : result;
    }

    int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
    {
        /* glibc's note of the clock that the condition was made with. */
        clockid_t clock = condition->__data.__wrefs & 2 ? CLOCK_MONOTONIC : CLOCK_REALTIME;
        return pthread_cond_clockwait(condition, mutex, clock, until);
    }

    int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until)
    {
        REAL(wait_semaphore, "sem_clockwait");
        if (clock != CLOCK_REALTIME) return real(semaphore, clock, until);
        int is_last, result;
        do {
            struct timespec soon = glance(until, &is_last);
            result = real(semaphore, CLOCK_MONOTONIC, &soon);
        } while (result && errno == ETIMEDOUT && !is_last);
        return result;
    }

    int sem_timedwait(sem_t *semaphore, const struct timespec *until)
    {
        return sem_clockwait(semaphore, CLOCK_REALTIME, until);
    }
    """#
