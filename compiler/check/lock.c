/*
 * E0403: a lock held across an await. Whoever wants it stops a worker until this task runs again,
 * which may need that very worker; and the task may go on in another thread, where it must not unlock.
 *
 * For each block, which locks are held on every path to it:
 *
 *     pthread_mutex_lock(&self->m)      holds `&self->m`
 *     pthread_mutex_unlock(&self->m)    no longer
 *     await …                           with one held: E0403
 *
 * Locks are told apart by the text of the argument. Held on some paths only is not reported: an `if`
 * around the lock has its twin around the unlock more often than not. Nor is one that a function we
 * know nothing of was given, or that a cleanup attribute may release.
 */
#include <string.h>

#include "analyze/flow.h"
#include "check/internal.h"

struct locks {
    const struct knowledge *knowledge;
    struct program *program;
    struct flow *flow;
    ARRAY(const char *) keys;
    struct node **held; /* by block and key: the call that took it, or NULL */
    bool *visited;      /* by block */
    bool reports;
};

static const char *text_of(const struct program *program, const struct node *node) {
    uint32_t begin = node_begin_offset(program->tokens, node);
    return arena_copy(program->arena, program->source->text + begin,
                      node_end_offset(program->tokens, node) - begin);
}

static const char *key_of(const struct program *program, const struct node *call,
                          const struct known *known) {
    if (known->argument + 1 < call->child_count)
        return text_of(program, call->children[known->argument + 1]);
    return known->capability ? known->capability : known->name;
}

static size_t find_key(const struct locks *locks, const char *key) {
    size_t i = 0;
    while (i < locks->keys.count && strcmp(locks->keys.items[i], key) != 0)
        i++;
    return i;
}

static void collect(struct locks *locks) {
    for (size_t i = 0; i < locks->flow->blocks.count; i++) {
        const struct block *block = locks->flow->blocks.items[i];
        for (size_t j = 0; j < block->calls.count; j++) {
            const struct known *known =
                known_call(locks->knowledge, block->calls.items[j], KNOWN_LOCK);
            if (!known)
                continue;
            const char *key = key_of(locks->program, block->calls.items[j], known);
            if (find_key(locks, key) == locks->keys.count)
                array_push(locks->program->arena, &locks->keys, key);
        }
    }
}

/* A function of the user's may release what it is given, or say in its name that it releases. */
static void run_unknown(const struct locks *locks, const struct node *call, struct node **held) {
    const char *name = known_callee(locks->program, call);
    bool keeps = name && strncmp(name, "pthread_cond_", 13) == 0;
    bool releases = name && (strstr(name, "unlock") || strstr(name, "release"));
    for (size_t i = 0; i < locks->keys.count; i++)
        held[i] = releases ? NULL : held[i];
    for (uint32_t i = 1; !keeps && i < call->child_count; i++) {
        size_t key = find_key(locks, text_of(locks->program, call->children[i]));
        if (key < locks->keys.count)
            held[key] = NULL;
    }
}

static void run_call(const struct locks *locks, struct node *call, struct node **held) {
    const struct known *lock = known_call(locks->knowledge, call, KNOWN_LOCK);
    const struct known *unlock = known_call(locks->knowledge, call, KNOWN_UNLOCK);
    if (!lock && !unlock) {
        run_unknown(locks, call, held);
        return;
    }
    size_t key = find_key(locks, key_of(locks->program, call, lock ? lock : unlock));
    if (key < locks->keys.count)
        held[key] = lock ? call : NULL;
}

static void report(const struct locks *locks, const struct block *block, struct node *const *held) {
    struct program *program = locks->program;
    for (size_t i = 0; i < locks->keys.count; i++) {
        if (!held[i])
            continue;
        check__finding(program, DIAGNOSE_HELD_LOCK, block->suspension->step->node,
                       "the lock `%s` is held across this await", locks->keys.items[i]);
        check__note(program, held[i], "taken here");
        diagnose_help(program->diagnostics,
                      "copy what the lock guards and unlock before the await; a thread that waits "
                      "for the lock cannot run this task, and another thread must not unlock it");
    }
}

/* False when nothing changed for the block. */
static bool merge(struct locks *locks, const struct block *to, struct node *const *held) {
    struct node **into = locks->held + to->number * locks->keys.count;
    bool changed = !locks->visited[to->number];
    for (size_t i = 0; i < locks->keys.count; i++) {
        struct node *merged = !locks->visited[to->number] ? held[i] : held[i] ? into[i] : NULL;
        changed |= merged != into[i];
        into[i] = merged;
    }
    locks->visited[to->number] = true;
    return changed;
}

static bool run_block(struct locks *locks, const struct block *block) {
    size_t count = locks->keys.count;
    struct node **held = locks->held + locks->flow->blocks.count * count; /* room for one more */
    for (size_t i = 0; i < count; i++)
        held[i] = locks->held[block->number * count + i];
    for (size_t i = 0; i < block->calls.count; i++)
        run_call(locks, block->calls.items[i], held);
    if (block->action && block->action->kind == ACTION_CLEANUP)
        for (size_t i = 0; i < count; i++)
            held[i] = NULL;
    if (locks->reports && block->suspension)
        report(locks, block, held);
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++)
        if (block->edges.items[i].kind != EDGE_CANCEL)
            changed |= merge(locks, block->edges.items[i].to, held);
    return changed;
}

static bool run_blocks(struct locks *locks) {
    bool changed = false;
    for (size_t i = 0; i < locks->flow->blocks.count; i++)
        if (locks->visited[i])
            changed |= run_block(locks, locks->flow->blocks.items[i]);
    return changed;
}

void check__locks(const struct knowledge *knowledge, struct flow *flow) {
    struct program *program = knowledge->program;
    struct locks locks = {.knowledge = knowledge, .program = program, .flow = flow};
    collect(&locks);
    if (!locks.keys.count)
        return;
    size_t blocks = flow->blocks.count;
    locks.held = arena_array(program->arena, struct node *, (blocks + 1) * locks.keys.count);
    locks.visited = arena_array(program->arena, bool, blocks);
    locks.visited[0] = true;
    while (run_blocks(&locks))
        ;
    locks.reports = true;
    run_blocks(&locks);
}
