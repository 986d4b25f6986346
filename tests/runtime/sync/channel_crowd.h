/*
 * channel_crowd.h: what tasks (channel_program.c) and plain threads send to each other.
 */
#ifndef WOK_TEST_CHANNEL_CROWD_H
#define WOK_TEST_CHANNEL_CROWD_H

#include <wok/channel.h>

/* A plain thread that hands over costs a switch of the system's: fewer of them. */
enum { SENDERS = 5, VALUES = 500, VALUES_OF_THREAD = 50 };

struct numbered {
    int sender, number;
};

struct channel_crowd {
    wok_channel *channel;
    unsigned char seen[SENDERS][VALUES]; /* each written by who received that value */
};

/* One receiver sees the values of one sender in their order. */
void crowd_note(struct channel_crowd *crowd, const struct numbered *value, int last[SENDERS]);

/* The last sender, and one more receiver. */
void *send_thread(void *crowd);
void *receive_thread(void *crowd);

/* How many wait, looked at under the lock. */
int channel_senders(wok_channel *channel);
int channel_receivers(wok_channel *channel);

#endif
