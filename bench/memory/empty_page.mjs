// @ts-check
// A page with a script and nothing else.
console.log(JSON.stringify({ connected: false }));
