// The same work in Go, one program: bench-go SUBJECT FIGURE PEER WORKERS.
//
// GOMAXPROCS is the number of workers. One process measures one figure.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func report(figure, peer string, value float64, unit string) {
	fmt.Printf("%s/%s %.4g %s\n", figure, peer, value, unit)
}

// Memory of this process that is in RAM now.
func residentBytes() float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, _ := strconv.Atoi(strings.Fields(string(text))[1])
	return float64(pages) * float64(os.Getpagesize())
}

// Work the compiler cannot remove: about 1 ns a round.
func work(seed, rounds uint64) uint64 {
	state := seed | 1
	for ; rounds > 0; rounds-- {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
	}
	return state
}

func nanoseconds(since time.Time) float64 { return float64(time.Since(since).Nanoseconds()) }

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: bench-go SUBJECT FIGURE PEER WORKERS")
		os.Exit(2)
	}
	workers, _ := strconv.Atoi(os.Args[4])
	runtime.GOMAXPROCS(workers)
	figure, peer := os.Args[2], os.Args[3]
	measure, known := map[string]func(string){
		"task/spawn_join_1k":     func(p string) { spawnJoin("task/spawn_join_1k", p, 1000, 500) },
		"task/spawn_join_1m":     func(p string) { spawnJoin("task/spawn_join_1m", p, 1000000, 3) },
		"task/yield":             yield,
		"task/sleeping":          sleeping,
		"task/wake_1m":           wake,
		"task/skynet":            skynet,
		"timer/fire_1m":          fire,
		"executor/grain_1us":     func(p string) { grain("executor/grain_1us_time", p, 100000, 1000) },
		"executor/grain_10us":    func(p string) { grain("executor/grain_10us_time", p, 10000, 10000) },
		"executor/two_workers":   twoWorkers,
		"executor/idle_cpu":      idle,
		"timer/insert_cancel_1k": func(p string) { insertCancel("timer/insert_cancel_1k", p, 1000) },
		"timer/insert_cancel_1m": func(p string) { insertCancel("timer/insert_cancel_1m", p, 1000000) },
		"channel/ping_pong_1":    func(p string) { pingPong("channel/ping_pong_1", p, 1, 1000000) },
		"channel/ping_pong_1k":   func(p string) { pingPong("channel/ping_pong_1k", p, 1000, 1000) },
		"channel/mpsc_4":         mpsc,
		"file/read_cached":       func(p string) { readFile("file/read_cached", p, false) },
		"file/read_cold":         func(p string) { readFile("file/read_cold", p, true) },
		"echo/serve":             echo,
		"echo/idle":              echo,
		"echo/http":              plain,
	}[os.Args[1]+"/"+figure]
	if !known {
		fmt.Fprintln(os.Stderr, "bench-go: no such figure:", os.Args[1]+"/"+figure)
		os.Exit(2)
	}
	measure(peer)
}
