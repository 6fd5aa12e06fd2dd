#pragma once
// Pictures of strangers, made anew: decoded and written again without anything but the pixels,
// turned upright, and no larger than a screen needs. Decoders meet whatever bytes somebody
// sends, so each picture is decoded in a process of its own (yingda-images) with little
// memory, little time and no files; whatever becomes of that one, the server goes on
// (docs/adr/0014-pictures-in-a-process-of-their-own.md).
//
// Thread-safe; blocks for as long as a picture takes.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace images {

struct Picture {
  std::string content;
  std::string content_type;  // image/jpeg, or image/png where there is transparency
  std::int64_t width = 0;    // pixels
  std::int64_t height = 0;
};

inline constexpr std::int64_t most_pixels = 50'000'000;  // decoded; more is refused
inline constexpr std::int64_t longest_side = 4'096;      // given back

class Cleaner {
 public:
  // `program` is yingda-images. Throws std::runtime_error with a sentence when it is not there.
  explicit Cleaner(std::string program, base::Duration patience = std::chrono::seconds(20));

  // `type` is image/jpeg, png, gif or webp, as found from the content. Refuses with
  // UnsupportedMedia image_unreadable, TooLarge image_too_large.
  base::Result<Picture> clean(std::string_view content, std::string_view type) const;

 private:
  std::string program_;
  base::Duration patience_;
};

// Beside the running program.
std::string find_program();

}  // namespace images
