/*
 * <wok/wok.h>: everything.
 */
#ifndef WOK_WOK_H
#define WOK_WOK_H

#include <wok/async.h>
#include <wok/blocking.h>
#include <wok/broadcast.h>
#include <wok/channel.h>
#include <wok/fd.h>
#include <wok/file.h>
#include <wok/file_lock.h>
#include <wok/file_watch.h>
#include <wok/future.h>
#include <wok/hooks.h>
#include <wok/io.h>
#include <wok/name.h>
#include <wok/net.h>
#include <wok/oneshot.h>
#include <wok/process.h>
#include <wok/runtime.h>
#include <wok/scope.h>
#include <wok/signal.h>
#include <wok/splice.h>
#include <wok/stream.h>
#include <wok/sync.h>
#include <wok/task.h>
#include <wok/time.h>
#include <wok/token.h>
#include <wok/udp.h>
#include <wok/unix_socket.h>
#include <wok/wait.h>

#endif
