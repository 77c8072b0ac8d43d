/* Keeps, in SYNCED_TO, a copy of each file under SYNCED_FROM as it was when it was last synced: what a disk is sure to
 * hold after a power cut. With SYNCED_LATE=1, removals and renames reach it only when a folder is synced, as on a disk
 * that writes names last. Loaded by LD_PRELOAD; see power.py. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST 256

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct { char from[PATH_MAX], to[PATH_MAX]; } late[MOST]; /* to is empty for a removal */
static int waiting;

/* The copy's name for a file of the archive; 0 when it is none. */
static int place(const char *path, char *out) {
    const char *from = getenv("SYNCED_FROM"), *to = getenv("SYNCED_TO");
    if (!from || !to || strncmp(path, from, strlen(from)) || path[strlen(from)] != '/') return 0;
    return snprintf(out, PATH_MAX, "%s%s", to, path + strlen(from)) < PATH_MAX;
}

static void make_folders(char *path) {
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = 0;
        mkdir(path, 0755);
        *at = '/';
    }
}

static int real_rename(const char *from, const char *to) {
    int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
    return next(from, to);
}

static int real_unlink(const char *path) {
    int (*next)(const char *) = dlsym(RTLD_NEXT, "unlink");
    return next(path);
}

static void apply(const char *from, const char *to) {
    if (!*from) return;
    if (*to) real_rename(from, to);
    else real_unlink(from);
}

static void names_change(const char *from, const char *to) {
    const char *when = getenv("SYNCED_LATE");
    pthread_mutex_lock(&lock);
    if (!when || *when != '1') apply(from, to);
    else if (waiting < MOST) {
        strcpy(late[waiting].from, from);
        strcpy(late[waiting++].to, to);
    }
    pthread_mutex_unlock(&lock);
}

static void copy(int fd, char *target) {
    char draft[PATH_MAX + 8], block[1 << 16];
    snprintf(draft, sizeof draft, "%s.draft", target);
    make_folders(draft);
    int out = open(draft, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (out < 0) return;
    ssize_t got;
    for (off_t at = 0; (got = pread(fd, block, sizeof block, at)) > 0; at += got)
        if (write(out, block, got) != got) abort();
    close(out);
    real_rename(draft, target);
}

static void synced(int fd) {
    char link[64], path[PATH_MAX], target[PATH_MAX];
    int before = errno;
    struct stat found;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length > 0 && !fstat(fd, &found)) {
        path[length] = 0;
        pthread_mutex_lock(&lock);
        if (S_ISDIR(found.st_mode)) {
            for (int i = 0; i < waiting; i++) apply(late[i].from, late[i].to);
            waiting = 0;
        } else if (place(path, target) && !strstr(path, " (deleted)")) {
            /* a file that was opened to be written only cannot be read through its own descriptor */
            int in = open(link, O_RDONLY);
            if (in >= 0) {
                copy(in, target);
                for (int i = 0; i < waiting; i++) /* the name has a new file: what happened to the old one is over */
                    if (!strcmp(late[i].from, target) || !strcmp(late[i].to, target)) late[i].from[0] = 0;
                close(in);
            }
        }
        pthread_mutex_unlock(&lock);
    }
    errno = before;
}

int fsync(int fd) {
    int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
    int result = next(fd);
    if (!result) synced(fd);
    return result;
}

int fdatasync(int fd) {
    int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");
    int result = next(fd);
    if (!result) synced(fd);
    return result;
}

int rename(const char *from, const char *to) {
    char one[PATH_MAX], other[PATH_MAX];
    int result = real_rename(from, to);
    if (!result && place(from, one) && place(to, other)) names_change(one, other);
    return result;
}

int unlink(const char *path) {
    char target[PATH_MAX];
    int result = real_unlink(path);
    if (!result && place(path, target)) names_change(target, "");
    return result;
}

int unlinkat(int folder, const char *name, int flags) {
    int (*next)(int, const char *, int) = dlsym(RTLD_NEXT, "unlinkat");
    char link[64], path[PATH_MAX], whole[PATH_MAX], target[PATH_MAX];
    ssize_t length = 0;
    if (*name != '/' && folder >= 0) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        length = readlink(link, path, sizeof path - 1);
    }
    int result = next(folder, name, flags);
    if (!result && !(flags & AT_REMOVEDIR)) {
        if (*name == '/') snprintf(whole, sizeof whole, "%s", name);
        else if (length > 0) snprintf(whole, sizeof whole, "%.*s/%s", (int)length, path, name);
        else return result;
        if (place(whole, target)) names_change(target, "");
    }
    return result;
}
