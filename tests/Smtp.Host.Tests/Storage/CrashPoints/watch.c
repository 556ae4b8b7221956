/* Stands between a program and the C library (LD_PRELOAD), and writes down every change that the program makes to the files
 * below one directory, in the order in which they happen; on demand it kills the program at one of them.
 *
 *   WATCH_ROOT     the directory, an absolute path without symbolic links
 *   WATCH_LOG      where the records go; see Recording.cs for their form
 *   WATCH_MARKS    a file whose writes are records of the program itself, and count for nothing
 *   WATCH_KILL     kill -9 at the change of this number, from 1; 0 for never
 *   WATCH_HOW      "before" the change, in the "midst" of it (half of what is written), or "after" it
 *   WATCH_FAIL     "FROM COUNT ERROR": so many changes, beginning with that number, fail with that error (an errno)
 *   WATCH_TROUBLE  a file: while it is there, every change fails with the error that is written in it
 *
 * What is memory and no file is left out: SQLite's "-shm" is made anew by whoever opens the database first. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>
#include <errno.h>

enum { CREATE = 'C', WRITE = 'W', TRUNCATE = 'T', SYNC = 'S', SYNC_NAMES = 'D', RENAME = 'R', LINK = 'L', UNLINK = 'U',
       MAKE_DIRECTORY = 'M', REMOVE_DIRECTORY = 'X', MARK = 'N' };

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static const char *root, *marks, *trouble;
static size_t root_length;
static int log_file = -1;
static long changes, kill_at, fail_from, fail_count;
static int fail_error;
static char how;

__attribute__((constructor)) static void begin(void)
{
    const char *log = getenv("WATCH_LOG"), *at = getenv("WATCH_KILL"), *manner = getenv("WATCH_HOW"), *fail = getenv("WATCH_FAIL");
    root = getenv("WATCH_ROOT");
    marks = getenv("WATCH_MARKS");
    trouble = getenv("WATCH_TROUBLE");
    if (fail) sscanf(fail, "%ld %ld %d", &fail_from, &fail_count, &fail_error);
    if (!root || !log) return;
    root_length = strlen(root);
    kill_at = at ? atol(at) : 0;
    how = manner ? manner[0] : 'b';
    log_file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char *path)
{
    if (log_file < 0 || !path || strncmp(path, root, root_length) || (path[root_length] != '/' && path[root_length])) return 0;
    size_t length = strlen(path);
    return length < 4 || strcmp(path + length - 4, "-shm");
}

/* The path behind a descriptor, where it is ours. */
static int path_of(int file, char *path)
{
    char link[64];
    if (log_file < 0) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, 4095);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_ours(path) || (marks && !strcmp(path, marks));
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void must_write(const void *data, size_t size)
{
    const char *next = data;
    while (size)
    {
        ssize_t written = syscall(SYS_write, log_file, next, size);
        if (written <= 0) abort();
        next += written;
        size -= written;
    }
}

static void record(char kind, const char *path, const char *other, uint64_t offset, const struct iovec *data, int pieces)
{
    uint32_t path_length = strlen(path), other_length = other ? strlen(other) : 0, size = 0;
    for (int i = 0; i < pieces; i++) size += data[i].iov_len;
    must_write(&kind, 1);
    must_write(&path_length, 4);
    must_write(path, path_length);
    must_write(&other_length, 4);
    must_write(other, other_length);
    must_write(&offset, 8);
    must_write(&size, 4);
    for (int i = 0; i < pieces; i++) must_write(data[i].iov_base, data[i].iov_len);
}

/* The error with which changes fail now; 0 for none. */
static int error_now(void)
{
    if (fail_from && changes >= fail_from && changes < fail_from + fail_count) return fail_error;
    if (!trouble) return 0;
    char text[16] = "";
    int file = syscall(SYS_openat, AT_FDCWD, trouble, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    if (syscall(SYS_read, file, text, sizeof text - 1) <= 0) text[0] = 0;
    syscall(SYS_close, file);
    return atoi(text);
}

enum { GO, HALF, REFUSED };

/* A change is about to be made: as it is, by half (then the program dies), or not at all. */
static int enter(void)
{
    pthread_mutex_lock(&gate);
    changes++;
    int error = error_now();
    if (error)
    {
        pthread_mutex_unlock(&gate);
        errno = error;
        return REFUSED;
    }
    if (changes != kill_at) return GO;
    if (how == 'b') die();
    return how == 'm' ? HALF : GO;
}

static void leave(void)
{
    if (changes == kill_at) die();
    int error = errno;
    pthread_mutex_unlock(&gate);
    errno = error;
}

static int open_old(const char *path, int flags, mode_t mode)
{
    int refused = 0;
    if ((flags & O_ACCMODE) != O_RDONLY)
    {
        /* What is refused counts, or who does nothing but try to open would never see the end of the trouble. */
        pthread_mutex_lock(&gate);
        refused = error_now() == EROFS;
        changes += refused;
        pthread_mutex_unlock(&gate);
    }
    if (!refused) return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    errno = EROFS;
    return -1;
}

static int open_at(const char *path, int flags, mode_t mode)
{
    struct stat facts;
    if (!is_ours(path)) return syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (!(flags & (O_CREAT | O_TRUNC))) return open_old(path, flags, mode);
    int is_new = lstat(path, &facts);
    /* An open that changes nothing does not count; only a disk that cannot be written to refuses it. */
    if (!is_new && !(flags & O_TRUNC)) return open_old(path, flags, mode);
    if (enter() == REFUSED) return -1;
    int file = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (file >= 0 && is_new) record(CREATE, path, NULL, 0, NULL, 0);
    else if (file >= 0) record(TRUNCATE, path, NULL, 0, NULL, 0);
    leave();
    return file;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        va_list rest; \
        va_start(rest, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(rest, int) : 0; \
        va_end(rest); \
        return open_at(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

static ssize_t write_out(int file, const struct iovec *data, int pieces, off_t at)
{
    char path[4096];
    int positioned = at >= 0;
    if (!path_of(file, path))
        return positioned ? syscall(SYS_pwritev, file, data, pieces, at, 0) : syscall(SYS_writev, file, data, pieces);
    if (marks && !strcmp(path, marks))
    {
        pthread_mutex_lock(&gate);
        ssize_t written = syscall(SYS_writev, file, data, pieces);
        record(MARK, "", NULL, 0, data, pieces);
        pthread_mutex_unlock(&gate);
        return written;
    }
    int manner = enter();
    if (manner == REFUSED) return -1;
    if (!positioned) at = syscall(SYS_lseek, file, 0, fcntl(file, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    struct iovec half = { data[0].iov_base, data[0].iov_len / 2 };
    if (manner == HALF) data = &half, pieces = 1;
    ssize_t written = positioned ? syscall(SYS_pwritev, file, data, pieces, at, 0) : syscall(SYS_writev, file, data, pieces);
    if (written > 0)
    {
        /* What was written may be less than what was asked for. */
        char *all = malloc(written);
        size_t copied = 0;
        for (int i = 0; i < pieces && copied < (size_t)written; i++)
        {
            size_t some = data[i].iov_len < written - copied ? data[i].iov_len : written - copied;
            memcpy(all + copied, data[i].iov_base, some);
            copied += some;
        }
        struct iovec whole = { all, written };
        record(WRITE, path, NULL, at, &whole, 1);
        free(all);
    }
    leave();
    return written;
}

ssize_t write(int file, const void *data, size_t size)
{
    struct iovec piece = { (void *)data, size };
    char path[4096];
    /* Pipes and sockets take the short way. */
    return path_of(file, path) ? write_out(file, &piece, 1, -1) : syscall(SYS_write, file, data, size);
}
ssize_t writev(int file, const struct iovec *data, int pieces) { return write_out(file, data, pieces, -1); }
ssize_t pwritev(int file, const struct iovec *data, int pieces, off_t at) { return write_out(file, data, pieces, at); }
ssize_t pwritev64(int file, const struct iovec *data, int pieces, off_t at) { return write_out(file, data, pieces, at); }
ssize_t pwrite(int file, const void *data, size_t size, off_t at)
{
    struct iovec piece = { (void *)data, size };
    return write_out(file, &piece, 1, at);
}
ssize_t pwrite64(int file, const void *data, size_t size, off_t at) { return pwrite(file, data, size, at); }

int ftruncate(int file, off_t size)
{
    char path[4096];
    if (!path_of(file, path)) return syscall(SYS_ftruncate, file, size);
    if (enter() == REFUSED) return -1;
    int result = syscall(SYS_ftruncate, file, size);
    if (!result) record(TRUNCATE, path, NULL, size, NULL, 0);
    leave();
    return result;
}
int ftruncate64(int file, off_t size) { return ftruncate(file, size); }

static int sync_file(int file, long call)
{
    char path[4096];
    struct stat facts;
    if (!path_of(file, path)) return syscall(call, file);
    if (enter() == REFUSED) return -1;
    int result = syscall(call, file);
    if (!result && !fstat(file, &facts)) record(S_ISDIR(facts.st_mode) ? SYNC_NAMES : SYNC, path, NULL, 0, NULL, 0);
    leave();
    return result;
}
int fsync(int file) { return sync_file(file, SYS_fsync); }
int fdatasync(int file) { return sync_file(file, SYS_fdatasync); }

/* A change of names: made by CALL, written down where it was made. */
#define NAMES(name, kind, path, other, call) \
    { \
        if (!is_ours(path)) return call; \
        if (enter() == REFUSED) return -1; \
        int result = call; \
        if (!result) record(kind, path, other, 0, NULL, 0); \
        leave(); \
        return result; \
    }
int rename(const char *from, const char *to) NAMES(rename, RENAME, from, to, syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0))
int link(const char *from, const char *to) NAMES(link, LINK, from, to, syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0))
int unlink(const char *path) NAMES(unlink, UNLINK, path, NULL, syscall(SYS_unlinkat, AT_FDCWD, path, 0))
int mkdir(const char *path, mode_t mode) NAMES(mkdir, MAKE_DIRECTORY, path, NULL, syscall(SYS_mkdirat, AT_FDCWD, path, mode))
int rmdir(const char *path) NAMES(rmdir, REMOVE_DIRECTORY, path, NULL, syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR))

/* Who asks the C library itself for a function (as P/Invoke does) gets it from here too. */
void *dlsym(void *restrict library, const char *restrict name)
{
    static void *(*find)(void *, const char *);
    if (!find)
    {
        static const char *versions[] = { "GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5" };
        for (int i = 0; i < 3 && !find; i++) find = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
        if (!find) abort();
    }
    if (library != RTLD_NEXT && library != RTLD_DEFAULT)
    {
        if (!strcmp(name, "fsync")) return fsync;
        if (!strcmp(name, "fdatasync")) return fdatasync;
    }
    return find(library, name);
}
