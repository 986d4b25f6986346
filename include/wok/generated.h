/*
 * <wok/generated.h>: what code emitted by wokcc calls. Not for people to call.
 *
 * The two products meet here and nowhere else.
 *
 * Frame    what one async function call needs: a 16-byte header, then, at offset 16, its arguments
 *          (a struct with one member per parameter, in order), then whatever the compiler likes.
 * Strand   a chain of frames that runs one after the other: what a task, a branch of join or race,
 *          and block_on each have one of. The strand's record stands immediately before its root
 *          frame. Frames of callees that are embedded in their caller have no record.
 * Segment  a callee reached through its descriptor (another file, a pointer, recursion) lives in the
 *          strand's memory, with its caller noted before it, and may embed frames of its own.
 *
 *      strand record | root frame ( embedded ( embedded ) )
 *           |                               ^     |
 *           |                        caller |     | parent_delta: each knows its parent
 *           |           segment: frame ( embedded )
 *           leaf --------------------------^
 *
 * While a strand is suspended, `leaf` is its innermost suspended frame, and a wake resumes that one.
 * When it is finished its parent goes on, which reads the result and never polls the child: so a
 * wake costs the same at any depth, and a frame that waits for a frame has nothing to do.
 *
 * resume() runs a frame from where it stands and answers a step:
 *   PENDING   somebody holds the waker; resume the strand's leaf after a wake
 *   READY     the frame is finished and its result is in place
 *   CALL      the strand's leaf is a new segment: drive that one; who called it when it is finished
 *   CANCEL    the strand cannot go on (the root frame's status says why): unwind it from its leaf
 * With the answers PENDING and CANCEL the frame that suspends has stored itself as the leaf. On the
 * way down the caller of an embedded frame calls its resume directly, and hands any answer but READY
 * on, after it has saved what it needs. A segment is entered the same way while the C stack is
 * shallow, by CALL when it is not.
 *
 * unwind() cancels the leaf that the frame awaits and, when that is finished, runs the defers that
 * are live at its state, innermost first. PENDING: again after a wake. READY: finished, its parent is
 * unwound next. Frames that it awaits have been unwound before.
 *
 * The reference back end (wokcc --backend=reference) resumes and unwinds each segment from its root:
 * there only segments are leaves, and a root polls down to what it awaits. Both drive alike, because
 * whatever is embedded in a frame was made with it.
 */
#ifndef WOK_GENERATED_H
#define WOK_GENERATED_H

#include <wok/future.h>

#ifdef __cplusplus
extern "C" {
#define WOK__STATIC_ASSERT static_assert
#else
#define WOK__STATIC_ASSERT _Static_assert
#endif

/* The number that an object file carries: preprocessing is over when wokcc writes its code. */
enum { WOK__ABI_OF_THIS_FILE = WOK_ABI };

enum wok_step {
    WOK_STEP_PENDING = WOK_PENDING,
    WOK_STEP_READY = WOK_READY,
    WOK_STEP_CALL = 2,
    WOK_STEP_CANCEL = 3,
};

enum wok_frame_state {
    WOK_UNRESUMED = 0,
    /* 1 … : the suspension points, see wok_function.future.points */
    WOK_FINISHED = 0xffff,
};

enum wok_frame_flag {
    WOK_FRAME_UNWINDING = 1u << 0, /* of a root frame: the strand is being cancelled */
    WOK_FRAME_SEGMENT = 1u << 1,   /* allocated by wok_call_begin */
    WOK_FRAME_EMBEDDED = 1u << 2,  /* part of another frame: `parent_delta` says where that is */
};

/* | function 8 | parent_delta 4 | state 2 | flags 1 | status_errno 1 | */
struct wok_frame {
    const struct wok_function *function;
    int32_t
        parent_delta; /* bytes back to the frame that embeds this one; of others: a local's place */
    uint16_t state;
    uint8_t flags;
    uint8_t status_errno; /* of a root frame, once finished: 0, ECANCELED or ENOMEM */
};
WOK__STATIC_ASSERT(sizeof(struct wok_frame) == 16, "the frame header is part of the ABI");

/* The descriptor of a compiled async function. `future.poll` and `.cancel` drive its strand. */
struct wok_function {
    struct wok_future_type future;
    enum wok_step (*resume)(struct wok_frame *frame, struct wok_context *cx);
    enum wok_step (*unwind)(struct wok_frame *frame, struct wok_context *cx);
};

/*
 * The memory of a strand's segments: a stack of chunks, see runtime/task/strand.h. Immediately before
 * a segment's frame:
 */
struct wok_segment {
    struct wok_frame *caller; /* who goes on when this one has finished */
    uintptr_t previous;       /* the segment before it in the chunk; bit 0: given back */
};
WOK__STATIC_ASSERT(sizeof(struct wok_segment) == 16, "a frame behind it is aligned to 16");

struct wok_chunk {
    uint64_t zero;           /* blocks start with a zero word, see runtime/task/slab.h */
    struct wok_chunk *below; /* older */
    struct wok_chunk *above; /* an empty one that is kept, so that the edge costs nothing */
    char *free;              /* what is left, up to `end`: from an address that is aligned to 16 */
    char *end;
    struct wok_segment *top; /* NULL: empty. Not beside `free`: two stores, not one by a detour */
};
WOK__STATIC_ASSERT(sizeof(struct wok_chunk) == 48, "the first segment behind it is aligned to 16");

/* Stands immediately before the root frame of a strand. */
struct wok_strand {
    struct wok_frame *leaf;  /* while suspended: who is resumed; NULL: the root frame */
    struct wok_chunk *stack; /* the chunk with the topmost segments; NULL until used */
};
WOK__STATIC_ASSERT(sizeof(struct wok_strand) == 16, "the root frame stands 16 bytes behind");

/*
 * One suspension point: for backtraces, dumps and debuggers. The table ends with state 0, whose file
 * and line are the function's own. There `child_offset` says where a frame without a header has its
 * state, counted from where the header would be, and `kind` how many bytes that is. Behind the point of a
 * join or race stands a note for each branch, with the same state.
 */
struct wok_suspension {
    uint16_t state;
    uint16_t kind; /* enum wok_suspension_kind */
    uint32_t line;
    int32_t child_offset; /* of what is awaited, from the frame's header */
    const char *file;
    const char *child;                   /* its name, or NULL when only known at run time */
    const struct wok_live_value *values; /* the variables alive here; NULL: none */
    const struct wok_suspension
        *callee; /* of what is merged into this frame: its table; else NULL */
};

/* A variable that is alive at a suspension point: its bytes in the frame. The last one has no name. */
struct wok_live_value {
    const char *name;
    int32_t offset; /* from the frame's header */
    uint32_t size;
    uint32_t kind; /* enum wok_value_kind */
};

enum wok_value_kind {
    WOK_VALUE_BYTES, /* a struct, union, array, or a future by value */
    WOK_VALUE_SIGNED,
    WOK_VALUE_UNSIGNED,
    WOK_VALUE_FLOAT,
    WOK_VALUE_POINTER,
    WOK_VALUE_TASK, /* a handle */
    WOK_VALUE_BOX,
};

enum wok_suspension_kind {
    WOK_AWAIT_EMBEDDED = 1, /* a compiled callee, by value */
    WOK_AWAIT_LEAF,         /* a hand-written future, by value */
    WOK_AWAIT_CALL,         /* a segment: a pointer to its frame */
    WOK_AWAIT_TASK,         /* struct wok_task_wait */
    WOK_AWAIT_JOIN,         /* the first of its branches' strands, or states */
    WOK_AWAIT_RACE,
    WOK_AWAIT_BOX,    /* a wok_box_handle */
    WOK_AWAIT_BLOCK,  /* the strand of an async block */
    WOK_AWAIT_MERGED, /* a callee without a header: it has a state of its own */
    WOK_NOTE_BRANCH,  /* no point, but where the frame of a branch is; with a table: a merged one */
};

/* What poll and cancel of a compiled function's descriptor are: drive the strand before the frame. */
enum wok_poll wok_frame_poll(void *root_frame, struct wok_context *cx);
enum wok_poll wok_frame_cancel(void *root_frame, struct wok_context *cx);

/*
 * Begin a call through a descriptor: allocate the callee's frame on the strand, with its header
 * filled in and the arguments still to be written behind it. `caller` goes on when it is finished.
 * NULL when there is no memory: the strand's status is set and the caller answers STEP_CANCEL.
 */
struct wok_frame *wok_call_begin_from(struct wok_context *cx, struct wok_frame *caller,
                                      const struct wok_function *callee);
/* The same, called by the root of the topmost segment, which then answers STEP_CALL. */
struct wok_frame *wok_call_begin(struct wok_context *cx, const struct wok_function *callee);
/*
 * The callee's frame, a copy of the `size` bytes at `cold`, takes the place of `frame`, which has come
 * to its last await; it then answers STEP_CALL and is not touched any more. 0: it cannot be done,
 * because it is no segment, not the topmost, or too small a place.
 */
int wok_call_replace(struct wok_context *cx, struct wok_frame *frame, const void *cold,
                     size_t size);
/* The caller has read the result (or unwinds): give the frame's memory back. NULL is fine. */
void wok_call_end(struct wok_context *cx, struct wok_frame *callee);

/* Fill in the header of a frame that is not embedded (yet): field by field, which is two stores. */
static inline void wok_frame_begin(struct wok_frame *frame, const struct wok_function *function,
                                   uint8_t flags) {
    frame->function = function;
    frame->parent_delta = 0;
    frame->state = WOK_UNRESUMED;
    frame->flags = flags;
    frame->status_errno = 0;
}

#if defined(__SANITIZE_ADDRESS__)
#define WOK__POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WOK__POISONS 1
#endif
#endif

/* wok_call_begin_from and wok_call_end again: in line while the topmost chunk has room. */
static inline struct wok_frame *wok_call_push(struct wok_context *cx, struct wok_frame *caller,
                                              const struct wok_function *callee) {
#if !defined(WOK__POISONS)
    struct wok_strand *strand = cx->strand;
    struct wok_chunk *chunk = strand->stack;
    size_t size = (sizeof(struct wok_segment) + callee->future.size + 15) & ~(size_t)15;
    if (__builtin_expect(
            chunk && size <= (size_t)(chunk->end - chunk->free) && callee->future.align <= 16, 1)) {
        struct wok_segment *segment = (struct wok_segment *)(void *)chunk->free;
        struct wok_frame *frame = (struct wok_frame *)(void *)(segment + 1);
        chunk->free += size;
        segment->caller = caller;
        segment->previous = (uintptr_t)chunk->top;
        chunk->top = segment;
        wok_frame_begin(frame, callee, WOK_FRAME_SEGMENT);
        strand->leaf = frame;
        return frame;
    }
#endif
    return wok_call_begin_from(cx, caller, callee);
}

static inline void wok_call_pop(struct wok_context *cx, struct wok_frame *callee) {
#if !defined(WOK__POISONS)
    struct wok_segment *segment = (struct wok_segment *)(void *)callee - 1;
    struct wok_chunk *chunk = cx->strand->stack;
    uintptr_t previous = segment->previous;
    if (__builtin_expect(chunk->top == segment && !(previous & 1) && (previous || !chunk->below),
                         1)) {
        chunk->top = (struct wok_segment *)previous;
        chunk->free = (char *)segment;
        return;
    }
#endif
    wok_call_end(cx, callee);
}

/* Run a segment that was begun: at once while the C stack is shallow, else by the driver's loop. */
static inline enum wok_step wok_call_enter(struct wok_context *cx, struct wok_frame *callee) {
    uint32_t left = cx->calls_left;
    if (__builtin_expect(left == 0, 0))
        return WOK_STEP_CALL;
    cx->calls_left = left - 1;
    enum wok_step step = callee->function->resume(callee, cx);
    cx->calls_left = left;
    return step;
}

/*
 * The branches of a join or race: strands in one frame, `offsets` bytes behind its beginning stand
 * their root frames. Only those that were woken are polled (see runtime/task/branch.h).
 *
 * Of a join: READY when all have finished, or one without a result, see the status. Of a race: READY
 * when there is a winner and all others have finished; `*winner` is -1 until then.
 */
enum wok_poll wok_join_poll(void *frame, const uint32_t *offsets, uint32_t count,
                            struct wok_context *cx);
enum wok_poll wok_race_poll(void *frame, const uint32_t *offsets, uint32_t count, int *winner,
                            struct wok_context *cx);
/* Polled like poll: the last one first. */
enum wok_poll wok_branches_cancel(void *frame, const uint32_t *offsets, uint32_t count,
                                  struct wok_context *cx);
/* Of the first that is finished without a result: a positive errno; else 0. */
int wok_branches_error(void *frame, const uint32_t *offsets, uint32_t count);
/*
 * The same for branches that are merged into the body that waits for them: that body polls them itself,
 * those that are due, each between enter and leave, under a waker and a part of the bits of its own.
 */
struct wok_turn {
    const struct wok_waker *outer_waker;
    struct wok_waker waker; /* of the branch that is entered */
    uint32_t part_size;     /* bits of a branch */
    uint32_t sharing;       /* branches with the same part */
    uint8_t outer_first, outer_count;
    uint8_t all; /* each is due: the first turn, or one without bits */
};
void wok_turn_begin(struct wok_turn *turn, struct wok_context *cx, uint32_t count, int is_first);
/* 0: the branch is not due, and is not polled in this turn. */
int wok_turn_enter(struct wok_turn *turn, struct wok_context *cx, uint32_t branch);
void wok_turn_leave(struct wok_turn *turn, struct wok_context *cx);
/* An async block by reference, a strand that is polled whenever the one around it is. */
enum wok_poll wok_block_poll(struct wok_frame *root, struct wok_context *cx);

/* Note why the strand cannot go on (ECANCELED, ENOMEM); the caller then answers STEP_CANCEL. */
enum wok_step wok_strand_fail(struct wok_context *cx, int error_number);

/* The status of a finished strand's root frame, as 0 or negative errno. */
static inline int wok_frame_status(const struct wok_frame *root_frame) {
    return -(int)root_frame->status_errno;
}

/* A frame was resumed after its end: aborts with the function's name. */
__attribute__((__noreturn__)) void wok_fatal_resumed(const struct wok_frame *frame);
/* Use of a handle (of a task, or of a box) that was consumed before: aborts with the place. */
__attribute__((__noreturn__)) void wok_fatal_handle(const char *file, unsigned line);

/*
 * Tasks, as emitted code makes them. `cold` is an unpolled future of `type`; its first `size` bytes
 * (for a compiled function: header and arguments) are copied into the task. Never NULL: a task that
 * could not start is a finished one whose status says why.
 */
struct wok_task;
typedef struct wok_task *wok_task_handle;
wok_task_handle wok_spawn_future(const struct wok_future_type *type, const void *cold, size_t size);
/* The same; no other worker than the calling one ever runs the task. Aborts where there is none. */
wok_task_handle wok_spawn_local_future(const struct wok_future_type *type, const void *cold,
                                       size_t size);

/* The future behind `await handle`, wok_cancel and wok_join. 32 bytes, frozen. */
struct wok_task_wait {
    struct wok_task *task; /* the handle, owned from init to the end */
    struct wok_waker waker;
    int32_t status; /* once READY: 0, -ECANCELED, -ENOMEM, … */
    uint32_t mode;
};
WOK__STATIC_ASSERT(sizeof(struct wok_task_wait) == 32, "leaf futures have frozen sizes");

/*
 * Waiting does not consume the handle until it is over: `_init` borrows it, the emitted code zeroes
 * its lvalue when poll has answered READY, reads the result through _result (valid while status is
 * 0), and then calls _end, which gives the task's reference back. Cancelling the wait leaves the
 * handle and the task as they were.
 */
void wok_task_wait_init(struct wok_task_wait *self, wok_task_handle handle);
/* The same, but the first poll also asks the task to be cancelled. */
void wok_task_cancel_init(struct wok_task_wait *self, wok_task_handle handle);
enum wok_poll wok_task_wait_poll(struct wok_task_wait *self, struct wok_context *cx);
enum wok_poll wok_task_wait_cancel(struct wok_task_wait *self, struct wok_context *cx);
const void *wok_task_wait_result(const struct wok_task_wait *self);
void wok_task_wait_end(struct wok_task_wait *self);
/* Give up a handle: the task goes on alone. */
void wok_task_detach(wok_task_handle handle);

/*
 * box(…) and future(T): a future on the heap, with a strand of its own, whose type is known at run
 * time only. While a handle is in a variable the future is unpolled: an await takes the handle out
 * of its place when it begins, polls, reads status and result, and drops; so whoever holds a handle
 * may drop it at any time.
 *
 *     box 32 | strand 16 | future ...
 *     ^ the handle
 *
 * Never NULL: without memory it is a box that is finished, with status -ENOMEM.
 */
struct wok_box;
typedef struct wok_box *wok_box_handle;
wok_box_handle wok_box_create(const struct wok_future_type *type, const void *cold, size_t size);
enum wok_poll wok_box_poll(wok_box_handle box, struct wok_context *cx);
/* Polled like poll; NULL is READY. */
enum wok_poll wok_box_cancel(wok_box_handle box, struct wok_context *cx);
/* Once READY: 0, or why there is no result, as negative errno. */
int wok_box_status(wok_box_handle box);
const void *wok_box_result(wok_box_handle box);
/* Unpolled or finished only: gives its memory back. NULL is fine. */
void wok_box_drop(wok_box_handle box);
/* spawn(box), wok_block_on(box): the unpolled future moves into the task. */
wok_task_handle wok_spawn_box(wok_box_handle box);
wok_task_handle wok_spawn_local_box(wok_box_handle box);

/*
 * Run a future to its end from a plain thread. Returns 0 and writes the result (result_size bytes,
 * `result` may be NULL), or the strand's status: -ECANCELED, -ENOMEM. From a runtime's worker it
 * aborts with a message: it would stop that worker.
 */
int wok_try_block_on_future(const struct wok_future_type *type, const void *cold, size_t size,
                            void *result);
/* The same; a status other than 0 is a fatal check that names `file:line`. */
void wok_block_on_future(const struct wok_future_type *type, const void *cold, size_t size,
                         void *result, const char *file, unsigned line);

/* The same for the future in a box, which is consumed. */
int wok_try_block_on_box(wok_box_handle box, void *result);
void wok_block_on_box(wok_box_handle box, void *result, const char *file, unsigned line);

/*
 * What `async int main` becomes: start the default runtime with this thread as its first worker, run
 * the future as its first task, shut down in order, and return the exit status (0 for a void main,
 * 1 with a message if it was cancelled or had no memory).
 */
int wok_run_main(const struct wok_future_type *type, const void *cold, size_t size);

/* Called by a constructor in every emitted object file: refuses, by name, an object of another ABI. */
void wok_check_abi(uint32_t abi, const char *file);

#ifdef __cplusplus
}
#endif

#endif
