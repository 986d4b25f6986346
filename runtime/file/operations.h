/*
 * operations.h: what an operation of <wok/file.h> does once it has a thread. Inside file/ only.
 */
#ifndef WOK__FILE_OPERATIONS_H
#define WOK__FILE_OPERATIONS_H

#include <wok/file.h>

#include "blocking/pool.h"

/* The table that the file was opened through. */
struct wok__system *wok__file_system(const struct wok_file *file);

void wok__file_open_run(struct wok_blocking_call *call);
void wok__file_temporary_run(struct wok_blocking_call *call);
void wok__file_close_run(struct wok_blocking_call *call);
void wok__file_read_run(struct wok_blocking_call *call);
void wok__file_write_run(struct wok_blocking_call *call);
void wok__file_read_at_run(struct wok_blocking_call *call);
void wok__file_write_at_run(struct wok_blocking_call *call);
void wok__file_sync_run(struct wok_blocking_call *call);
void wok__file_stat_open_run(struct wok_blocking_call *call);
void wok__file_stat_run(struct wok_blocking_call *call);
void wok__file_rename_run(struct wok_blocking_call *call);
void wok__file_unlink_run(struct wok_blocking_call *call);
void wok__file_make_folder_run(struct wok_blocking_call *call);
void wok__folder_open_run(struct wok_blocking_call *call);
void wok__folder_next_run(struct wok_blocking_call *call);

#endif
