#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

#include "base/text.h"
#include "http/header_value.h"
#include "http/server.h"

namespace http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 23> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".map", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".xml", "application/xml"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff", "font/woff"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".mp3", "audio/mpeg"},
    {".ogg", "audio/ogg"},
    {".wav", "audio/wav"},
    {".pdf", "application/pdf"},
}};

std::string_view type_of(std::string_view path) {
  for (const auto& [ending, type] : kTypes)
    if (path.ends_with(ending)) return type;
  return "application/octet-stream";
}

// An open file; closed with the last copy.
class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() { ::close(descriptor_); }

  std::string read(std::int64_t offset, std::int64_t length) const {
    std::string piece(static_cast<std::size_t>(length), '\0');
    auto size = ::pread(descriptor_, piece.data(), piece.size(), offset);
    piece.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return piece;
  }

 private:
  int descriptor_;
};

struct Found {
  std::shared_ptr<OpenFile> file;
  std::int64_t size = 0;
  std::string etag;
};

class StaticFiles {
 public:
  explicit StaticFiles(std::string folder) : folder_(real_path(folder)) {}

  Response answer(const Request& request) const {
    auto path = wanted(request.path);
    auto accepts = request.header("accept-encoding");
    for (const auto& [token, ending] : kEncodings) {
      if (!has_encoding(accepts, token)) continue;
      if (auto found = open(path + std::string(ending)))
        return response(path, *found).with("Content-Encoding", std::string(token));
    }
    if (auto found = open(path)) return response(path, *found);
    Response missing{.status = 404, .body = "not_found\n"};
    return missing.with("Content-Type", "text/plain; charset=utf-8");
  }

 private:
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kEncodings{
      {{"br", ".br"}, {"gzip", ".gz"}}};

  static std::string real_path(const std::string& path) {
    std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    return real ? std::string(real.get()) : std::string();
  }

  // A token of Accept-Encoding that is not refused by q=0.
  static bool has_encoding(std::string_view list, std::string_view token) {
    for (std::string_view item : base::split(list, ',')) {
      auto parsed = parse_parameterised(item);
      if (!parsed || parsed->word != token) continue;
      auto weight = parsed->parameter("q").value_or("1");
      return weight.find_first_of("123456789") != weight.npos;
    }
    return false;
  }

  // A path whose last segment has no dot is a place inside the console.
  static std::string wanted(const std::string& path) {
    auto name = path.substr(path.rfind('/') + 1);
    return name.find('.') == name.npos ? "/index.html" : path;
  }

  std::optional<Found> open(const std::string& path) const {
    if (folder_.empty() || path.find("/.") != path.npos) return std::nullopt;
    auto real = real_path(folder_ + path);  // a symbolic link may not lead out
    if (!real.starts_with(folder_ + "/")) return std::nullopt;
    int descriptor = ::open(real.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return std::nullopt;
    auto file = std::make_shared<OpenFile>(descriptor);
    struct stat status{};
    if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    auto etag = fmt::format("\"{:x}-{:x}-{:x}\"", status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_size);
    return Found{std::move(file), status.st_size, std::move(etag)};
  }

  static Response response(const std::string& path, const Found& found) {
    Response response;
    response.seekable = std::make_shared<Seekable>();
    response.seekable->size = found.size;
    response.seekable->read = [file = found.file](std::int64_t offset, std::int64_t length) {
      return file->read(offset, length);
    };
    bool hashed = path.starts_with("/assets/");
    response.with("Content-Type", std::string(type_of(path)));
    response.with("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    response.with("ETag", found.etag).with("Vary", "Accept-Encoding");
    return response;
  }

  const std::string folder_;
};

}  // namespace

Handler static_files(std::string folder) {
  auto files = std::make_shared<StaticFiles>(std::move(folder));
  return [files](Request& request) { return files->answer(request); };
}

}  // namespace http
