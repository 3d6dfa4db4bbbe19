/** Before the tests: nothing yet needs building. */
export default function setup(): void {
  process.env['TZ'] = 'UTC';
}
