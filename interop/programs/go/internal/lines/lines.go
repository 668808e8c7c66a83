// Package lines is the line protocol of the programs here, as interop/README.md describes it.
package lines

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Command is one line of standard input.
type Command struct {
	Do   string `json:"do"`
	Text string `json:"text"`
}

// Commands are those on standard input, to its end.
func Commands() iter.Seq[Command] {
	return func(yield func(Command) bool) {
		decoder := json.NewDecoder(os.Stdin)
		for {
			var command Command
			if err := decoder.Decode(&command); err != nil {
				if !errors.Is(err, io.EOF) {
					Failed(err)
				}
				return
			}
			if !yield(command) {
				return
			}
		}
	}
}

// Now counts nanoseconds of the machine's monotonic clock.
func Now() int64 {
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC, &now); err != nil {
		panic(err)
	}
	return now.Nano()
}

func Ready() {
	tell(struct {
		Is string `json:"is"`
	}{"ready"})
}

func Published(seqNo uint64, at int64) {
	tell(struct {
		Is    string `json:"is"`
		SeqNo uint64 `json:"seqNo"`
		At    int64  `json:"at"`
	}{"published", seqNo, at})
}

func Known(node string, low, high uint64) {
	tell(struct {
		Is   string `json:"is"`
		Node string `json:"node"`
		Low  uint64 `json:"low"`
		High uint64 `json:"high"`
		At   int64  `json:"at"`
	}{"known", node, low, high, Now()})
}

func Delivered(node string, seqNo uint64, text string) {
	tell(struct {
		Is    string `json:"is"`
		Node  string `json:"node"`
		SeqNo uint64 `json:"seqNo"`
		Text  string `json:"text"`
		At    int64  `json:"at"`
	}{"delivered", node, seqNo, text, Now()})
}

func Fetched(name, text string) {
	tell(struct {
		Is   string `json:"is"`
		Name string `json:"name"`
		Text string `json:"text"`
	}{"fetched", name, text})
}

func Failed(err error) {
	tell(struct {
		Is      string `json:"is"`
		Message string `json:"message"`
	}{"failed", err.Error()})
}

var output sync.Mutex

func tell(event any) {
	line, err := json.Marshal(event)
	if err != nil {
		panic(err)
	}
	output.Lock()
	defer output.Unlock()
	os.Stdout.Write(append(line, '\n'))
}
