// The frame of every page, as Next wants one.
export const metadata = { title: "Selvage under Next", icons: "data:," };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
