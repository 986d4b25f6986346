package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func cpuMilliseconds() float64 {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return float64(used.Utime.Nano()+used.Stime.Nano()) / 1e6
}

// 1,000 tasks of about 100 µs of work each, all spawned from one goroutine.
func twoWorkers(peer string) {
	const tasks = 1000
	var all sync.WaitGroup
	var sink uint64
	all.Add(tasks)
	started := time.Now()
	for task := 0; task < tasks; task++ {
		go func(task int) {
			atomic.AddUint64(&sink, work(uint64(task), 100000))
			all.Done()
		}(task)
	}
	all.Wait()
	report("executor/two_workers_time", peer, nanoseconds(started)/1e6, "ms")
}

func idle(peer string) {
	time.Sleep(100 * time.Millisecond)
	before := cpuMilliseconds()
	time.Sleep(time.Second)
	report("executor/idle_cpu", peer, cpuMilliseconds()-before, "ms")
}

// Arm a timer of a minute, give way once, cancel it; beside N sleeping goroutines.
func insertCancel(figure, peer string, sleepers int) {
	const rounds = 200000
	var asleep sync.WaitGroup
	asleep.Add(sleepers)
	for task := 0; task < sleepers; task++ {
		go func() {
			asleep.Done()
			time.Sleep(time.Hour)
		}()
	}
	asleep.Wait()
	time.Sleep(100 * time.Millisecond)
	started := time.Now()
	for round := 0; round < rounds; round++ {
		timer := time.NewTimer(time.Minute)
		runtime.Gosched()
		timer.Stop()
	}
	report(figure, peer, nanoseconds(started)/rounds, "ns")
}

// 100 ms of work in goroutines of one size, started by one.
func grain(figure, peer string, count int, workNs uint64) {
	var all sync.WaitGroup
	results := make([]uint64, count)
	all.Add(count)
	started := time.Now()
	for task := 0; task < count; task++ {
		go func(task int) {
			results[task] = work(uint64(task), workNs)
			all.Done()
		}(task)
	}
	all.Wait()
	report(figure, peer, nanoseconds(started)/1e6, "ms")
}

// A million goroutines sleep for up to a second more than one, each for another time.
func fire(peer string) {
	const sleepers = 1000000
	var all sync.WaitGroup
	all.Add(sleepers)
	for task := 0; task < sleepers; task++ {
		go func(task int) {
			time.Sleep(time.Duration(1000000+task*7919%sleepers) * time.Microsecond)
			all.Done()
		}(task)
	}
	all.Wait()
	report("timer/fire_1m_cpu", peer, cpuMilliseconds(), "ms")
}
