#pragma once
// Gzip files, line by line. Private to events. Failures are std::runtime_error.

#include <memory>
#include <string>
#include <string_view>

struct gzFile_s;

namespace events {

class GzipWriter {
 public:
  explicit GzipWriter(const std::string& path);
  void write(std::string_view text);
  // Writes the rest out; without it the file is not whole.
  void finish();

 private:
  struct Closer {
    void operator()(gzFile_s* file) const;
  };
  std::unique_ptr<gzFile_s, Closer> file_;
};

class GzipReader {
 public:
  explicit GzipReader(const std::string& path);
  // The next line without its end, false after the last. Lines beyond 4 MiB are refused.
  bool read_line(std::string& line);

 private:
  struct Closer {
    void operator()(gzFile_s* file) const;
  };
  bool refill();

  std::unique_ptr<gzFile_s, Closer> file_;
  std::string buffer_;
  std::size_t at_ = 0;
};

}  // namespace events
