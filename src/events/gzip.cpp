#include "events/gzip.h"

#include <zlib.h>

#include <stdexcept>

namespace events {
namespace {
constexpr std::size_t chunk_size = 64 << 10;
constexpr std::size_t longest_line = 4 << 20;
}  // namespace

void GzipWriter::Closer::operator()(gzFile_s* file) const {
  gzclose(file);
}
void GzipReader::Closer::operator()(gzFile_s* file) const {
  gzclose(file);
}

GzipWriter::GzipWriter(const std::string& path) : file_(gzopen(path.c_str(), "wbe")) {
  if (!file_) throw std::runtime_error("the file " + path + " cannot be written");
}

void GzipWriter::write(std::string_view text) {
  if (!text.empty() && gzwrite(file_.get(), text.data(), static_cast<unsigned>(text.size())) == 0)
    throw std::runtime_error("a compressed file cannot be written to; the disk may be full");
}

void GzipWriter::finish() {
  if (gzclose(file_.release()) != Z_OK)
    throw std::runtime_error("a compressed file cannot be finished; the disk may be full");
}

GzipReader::GzipReader(const std::string& path) : file_(gzopen(path.c_str(), "rbe")) {
  if (!file_) throw std::runtime_error("the file " + path + " cannot be read");
}

bool GzipReader::read_line(std::string& line) {
  line.clear();
  for (;;) {
    auto end = buffer_.find('\n', at_);
    line.append(buffer_, at_, end - at_);
    if (line.size() > longest_line) throw std::runtime_error("a line of a compressed file is too long");
    if (end != buffer_.npos) {
      at_ = end + 1;
      return true;
    }
    if (!refill()) return !line.empty();
  }
}

bool GzipReader::refill() {
  buffer_.resize(chunk_size);
  at_ = 0;
  int got = gzread(file_.get(), buffer_.data(), static_cast<unsigned>(buffer_.size()));
  int fault = Z_OK;
  gzerror(file_.get(), &fault);
  if (got < 0 || fault != Z_OK) throw std::runtime_error("a compressed file is cut off or altered");
  buffer_.resize(static_cast<std::size_t>(got));
  return got > 0;
}

}  // namespace events
