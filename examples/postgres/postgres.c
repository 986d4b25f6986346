/*
 * postgres CONNINFO: a client library that has a socket of its own, libpq, driven by await.
 *
 * CONNINFO is libpq's, for example "host=/run/postgresql dbname=test". Three connections ask at a
 * time, and the answers come as each is ready; a question that takes too long is given up, on the
 * server as well. See docs/guide/foreign-descriptors.md.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <postgresql/libpq-fe.h>
#include <wok/wok.h>

enum { ASKERS = 3, LARGE = 4000000 };

/* Connect. 0, or -EIO with the reason in *out; the caller finishes *out in both cases. */
static async int pg_connect(const char *conninfo, PGconn **out) {
    PGconn *connection = PQconnectStart(conninfo);
    if (!connection)
        return -ENOMEM;
    *out = connection;
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (PQstatus(connection) != CONNECTION_BAD && next != PGRES_POLLING_OK) {
        /* libpq may have gone on to another address, and so to another socket: ask each time. */
        int number = PQsocket(connection);
        int error = next == PGRES_POLLING_READING ? await wok_fd_readable(number)
                                                  : await wok_fd_writable(number);
        if (error)
            return error;
        next = PQconnectPoll(connection);
        if (next == PGRES_POLLING_FAILED)
            return -EIO;
    }
    if (PQstatus(connection) != CONNECTION_OK)
        return -EIO;
    return PQsetnonblocking(connection, 1) ? -EIO : 0;
}

/* Send what libpq has to send; what the server says meanwhile must be taken, or both would wait. */
static async int pg_flush(PGconn *connection) {
    int left;
    while ((left = PQflush(connection)) > 0) {
        int error = 0;
        race {
            when (error = await wok_fd_writable(PQsocket(connection))) {
            }
            when (error = await wok_fd_readable(PQsocket(connection))) {
                if (!PQconsumeInput(connection))
                    return -EIO;
            }
        }
        if (error)
            return error;
    }
    return left ? -EIO : 0;
}

/* One command and the last of its results, which the caller clears. */
static async int pg_query(PGconn *connection, const char *command, PGresult **out) {
    if (!PQsendQuery(connection, command))
        return -EIO;
    int error = await pg_flush(connection);
    if (error)
        return error;
    PGresult *last = NULL;
    defer PQclear(last); /* when it is cancelled; *out has it otherwise */
    for (;;) {
        while (PQisBusy(connection)) {
            error = await wok_fd_readable(PQsocket(connection));
            if (error)
                return error;
            if (!PQconsumeInput(connection))
                return -EIO;
        }
        PGresult *result = PQgetResult(connection);
        if (!result)
            break;
        PQclear(last);
        last = result;
    }
    *out = last;
    last = NULL;
    return 0;
}

static int complain(PGconn *connection, const char *what) {
    fprintf(stderr, "postgres: cannot %s: %s", what, PQerrorMessage(connection));
    return 1;
}

/* A connection of its own, and one question on it. The answer as a number, negative on failure. */
static async int ask(const char *conninfo, const char *question) {
    PGconn *connection = NULL;
    PGresult *result = NULL;
    defer PQfinish(connection);
    defer PQclear(result);
    if (await pg_connect(conninfo, &connection))
        return -complain(connection, "connect");
    if (await pg_query(connection, question, &result))
        return -complain(connection, "ask");
    if (PQresultStatus(result) != PGRES_TUPLES_OK)
        return -complain(connection, "get an answer");
    return atoi(PQgetvalue(result, 0, 0));
}

/* More than the sockets hold, so that sending has to be waited for as well. */
static async int send_much(const char *conninfo) {
    static const char begin[] = "select length('", end[] = "')";
    char *command = malloc(sizeof begin + LARGE + sizeof end);
    if (!command)
        return -1;
    defer free(command);
    memcpy(command, begin, sizeof begin - 1);
    memset(command + sizeof begin - 1, 'x', LARGE);
    memcpy(command + sizeof begin - 1 + LARGE, end, sizeof end);
    return await ask(conninfo, command);
}

/* A question that is given up after a while, and stopped on the server: PQcancel blocks. */
static int cancel_query(void *cancel) {
    char reason[256];
    return PQcancel(cancel, reason, sizeof reason) ? 0 : -EIO;
}

static async int give_up(const char *conninfo) {
    PGconn *connection = NULL;
    PGresult *result = NULL;
    bool is_late = false;
    int error = 0;
    defer PQfinish(connection);
    defer PQclear(result);
    if (await pg_connect(conninfo, &connection))
        return complain(connection, "connect");
    race {
        when (error = await pg_query(connection, "select pg_sleep(3600)", &result)) {
        }
        when (await wok_sleep(50 * WOK_MS)) {
            is_late = true;
        }
    }
    if (!is_late)
        return complain(connection, "sleep");
    PGcancel *cancel = PQgetCancel(connection);
    error = await wok_blocking(cancel_query, cancel);
    PQfreeCancel(cancel);
    /* Its answer still comes, and is the error that says so; then the connection is as good as new. */
    while (!error && (result = PQgetResult(connection))) {
        printf("given up: %s\n", PQresultErrorField(result, PG_DIAG_SQLSTATE));
        PQclear(result);
    }
    if (error || await pg_query(connection, "select 7", &result))
        return complain(connection, "cancel");
    printf("and after it: %s\n", PQgetvalue(result, 0, 0));
    return 0;
}

async int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: postgres CONNINFO\n");
        return 2;
    }
    task(int) answers[ASKERS];
    char questions[ASKERS][64];
    int sum = 0;
    for (int i = 0; i < ASKERS; i++) {
        snprintf(questions[i], sizeof questions[i], "select %d from pg_sleep(0.1)", i + 1);
        answers[i] = spawn(ask(argv[1], questions[i]));
    }
    for (int i = 0; i < ASKERS; i++) {
        int answer = await answers[i];
        if (answer < 0)
            return 1;
        sum += answer;
    }
    printf("three answers: %d\n", sum);
    if (await send_much(argv[1]) != LARGE)
        return 1;
    printf("%d bytes went out\n", LARGE);
    return await give_up(argv[1]);
}
