/*
 * system_real.h: parts of the real system that have a file of their own. Inside platform/ only.
 */
#ifndef WOK__PLATFORM_SYSTEM_REAL_H
#define WOK__PLATFORM_SYSTEM_REAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct iovec;
struct msghdr;
struct stat;
struct wok__process_plan;
struct wok__system;
struct wok__thread;

/* The CPUs this process is really given, see cpu_count.c. */
uint32_t wok__cpu_count(void);

/*
 * The cgroup's quota under `root` ("/sys/fs/cgroup" on a machine), for the groups that the lines of
 * `membership` (a file like /proc/self/cgroup) name: CPUs rounded up, or UINT32_MAX for no limit.
 */
uint32_t wok__cgroup_cpu_limit(const char *root, const char *membership);

/* socket_real.c */
ssize_t wok__real_read_vector(struct wok__system *system, int descriptor, const struct iovec *parts,
                              int count);
ssize_t wok__real_write_vector(struct wok__system *system, int descriptor,
                               const struct iovec *parts, int count);
/* To what is not a socket: EPIPE without its signal. */
ssize_t wok__real_write_quietly(int descriptor, const struct iovec *parts, int count);
ssize_t wok__real_socket_send(struct wok__system *system, int socket, const struct msghdr *message);
ssize_t wok__real_socket_receive(struct wok__system *system, int socket, struct msghdr *message);
int wok__real_socket_shutdown(struct wok__system *system, int socket, int how);
int wok__real_socket_option_bytes(struct wok__system *system, int socket, int level, int option,
                                  const void *value, uint32_t size);
int wok__real_socket_pair(struct wok__system *system, int domain, int type, int pair[2]);
int wok__real_pipe_open(struct wok__system *system, size_t size, int ends[2]);
ssize_t wok__real_splice(struct wok__system *system, int from, int to, size_t size);
ssize_t wok__real_send_file(struct wok__system *system, int socket, int file, uint64_t offset,
                            size_t size);
int wok__real_duplicate(struct wok__system *system, int descriptor);

/* signal_real.c */
int wok__real_signal_open(struct wok__system *system, const int *numbers, uint32_t count);
void wok__real_signal_close(struct wok__system *system, int descriptor);

/* process_real.c */
int wok__real_process_spawn(struct wok__system *system, const struct wok__process_plan *plan,
                            int *id, int ends[3]);
int wok__real_process_wait(struct wok__system *system, int process, int *status);
int wok__real_process_signal(struct wok__system *system, int process, int signal);
void wok__real_process_end(struct wok__system *system, int process);

/* file_real.c */
int wok__real_file_open(struct wok__system *system, int folder, const char *path, int flags,
                        uint32_t mode);
ssize_t wok__real_file_read(struct wok__system *system, int file, void *buffer, size_t size);
ssize_t wok__real_file_write(struct wok__system *system, int file, const void *buffer, size_t size);
ssize_t wok__real_file_read_at(struct wok__system *system, int file, void *buffer, size_t size,
                               uint64_t offset);
ssize_t wok__real_file_write_at(struct wok__system *system, int file, const void *buffer,
                                size_t size, uint64_t offset);
int wok__real_file_sync(struct wok__system *system, int file);
int wok__real_file_stat(struct wok__system *system, int file, const char *path, struct stat *out);
int wok__real_file_rename(struct wok__system *system, const char *from, const char *to);
int wok__real_file_unlink(struct wok__system *system, const char *path);
int wok__real_file_make_folder(struct wok__system *system, const char *path, uint32_t mode);
ssize_t wok__real_file_list(struct wok__system *system, int folder, void *buffer, size_t size);
int wok__real_file_lock(struct wok__system *system, int file, int kind, uint64_t offset,
                        uint64_t size);
int wok__real_file_close(struct wok__system *system, int file);
int wok__real_watch_open(struct wok__system *system);
int wok__real_watch_add(struct wok__system *system, int watch, const char *path, uint32_t bits);
int wok__real_watch_remove(struct wok__system *system, int watch, int number);

/* thread_interrupt_real.c */
void wok__real_thread_interruptible(struct wok__system *system, bool on);
void wok__real_thread_interrupt(struct wok__system *system, struct wok__thread *thread);

#endif
