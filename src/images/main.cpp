// yingda-images: reads a picture from its input and writes it anew. One picture, then it ends;
// before it looks at a byte it gives up what it does not need.

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <vips/vips.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "images/images.h"
#include "images/protocol.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
// The threads here are those of libvips, which is not instrumented: whatever is reported of them is made up.
extern "C" const char* __tsan_default_options() {
  return "report_bugs=0";
}
#endif
#endif

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

// What cannot be read in a gigabyte and ten seconds of one processor is not read.
void give_up_rights() {
  auto limit = [](auto resource, rlim_t most) {
    const rlimit both{most, most};
    ::setrlimit(resource, &both);
  };
  limit(RLIMIT_CPU, 10);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
  // Sanitizers reserve more addresses than there is memory.
  if (!sanitized) limit(RLIMIT_AS, 1'500'000'000);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

std::string read_input() {
  std::string content;
  char piece[65'536];
  for (;;) {
    const auto got = ::read(STDIN_FILENO, piece, sizeof piece);
    if (got <= 0) return content;
    content.append(piece, static_cast<std::size_t>(got));
  }
}

bool write_output(const char* bytes, std::size_t size) {
  while (size > 0) {
    const auto written = ::write(STDOUT_FILENO, bytes, size);
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

// By the loader of that type and no other.
VipsImage* load(std::string& content, std::string_view type) {
  void* bytes = content.data();
  const auto size = content.size();
  VipsImage* image = nullptr;
  if (type == "image/jpeg") vips_jpegload_buffer(bytes, size, &image, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr);
  if (type == "image/png") vips_pngload_buffer(bytes, size, &image, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr);
  if (type == "image/gif") vips_gifload_buffer(bytes, size, &image, "n", 1, nullptr);
  if (type == "image/webp") vips_webpload_buffer(bytes, size, &image, "n", 1, nullptr);
  return image;
}

// Upright, of a screen's size, in sRGB of eight bits.
VipsImage* prepare(VipsImage* image) {
  VipsImage* upright = nullptr;
  if (vips_autorot(image, &upright, nullptr) != 0) return nullptr;
  VipsImage* sized = upright;
  const auto side = std::max(vips_image_get_width(upright), vips_image_get_height(upright));
  if (side > images::longest_side &&
      vips_resize(upright, &sized, static_cast<double>(images::longest_side) / side, nullptr) != 0)
    return nullptr;
  VipsImage* coloured = nullptr;
  if (vips_colourspace(sized, &coloured, VIPS_INTERPRETATION_sRGB, nullptr) != 0) return nullptr;
  VipsImage* plain = nullptr;
  if (vips_cast(coloured, &plain, VIPS_FORMAT_UCHAR, nullptr) != 0) return nullptr;
  return plain;
}

int clean(std::string content, std::string_view type) {
  VipsImage* image = load(content, type);
  if (!image) return images::exit_unreadable;
  const auto pixels = static_cast<std::int64_t>(vips_image_get_width(image)) * vips_image_get_height(image);
  if (pixels > images::most_pixels) return images::exit_too_large;
  VipsImage* plain = prepare(image);
  if (!plain) return images::exit_unreadable;
  void* bytes = nullptr;
  std::size_t size = 0;
  const bool transparent = vips_image_hasalpha(plain) != 0;
  const int failed = transparent ? vips_pngsave_buffer(plain, &bytes, &size, "strip", TRUE, "compression", 6, nullptr)
                                 : vips_jpegsave_buffer(plain, &bytes, &size, "strip", TRUE, "Q", 88, nullptr);
  if (failed != 0) return images::exit_unreadable;
  auto head = std::string(transparent ? "image/png" : "image/jpeg") + ' ' +
              std::to_string(vips_image_get_width(plain)) + ' ' + std::to_string(vips_image_get_height(plain)) + '\n';
  const bool written = write_output(head.data(), head.size()) && write_output(static_cast<char*>(bytes), size);
  return written ? 0 : images::exit_unreadable;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("yingda-images makes pictures anew for yingda: yingda-images TYPE <PICTURE >NEW\n", stderr);
    return images::exit_unreadable;
  }
  give_up_rights();
  // Vector code is compiled at run time, for which memory would have to be written and executed.
  ::setenv("VIPS_NOVECTOR", "1", 1);
  if (VIPS_INIT(arguments[0]) != 0) return images::exit_unreadable;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  const int code = clean(read_input(), arguments[1]);
  // The process ends here with all that it holds.
  std::fflush(stdout);
  ::_exit(code);
}
