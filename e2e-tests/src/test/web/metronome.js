// Ticks every so many milliseconds, also for a page in the background, whose own timers hardly tick.
setInterval(() => postMessage(0), Number(location.hash.slice(1)));
