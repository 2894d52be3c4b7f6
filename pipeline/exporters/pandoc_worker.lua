-- Writes one document after another, for as long as there are any: the other side of
-- pandoc_process.py. It is a custom writer, which pandoc calls once, with an empty document.
--
-- A request is a line of three lengths, and then as many bytes of a format, of the path of a
-- reference document and of a document in pandoc's JSON. An answer is a line of "written" or
-- "failed" and a length, and then as many bytes: what was written, or why it wasn't. Warnings are
-- on stderr, as ever.

local PNG = "data:image/png;base64,"

-- A script's writer runs outside of pandoc's sandbox. What could make it open a file or a
-- connection is the source of an image: any but a picture in the document itself is left out
-- before the writer sees it, and its description put in its place, as in the sandbox.
local contained = {
  Image = function(image)
    if image.src:sub(1, #PNG) ~= PNG then
      local source = image.src:gsub("%c", " ")
      io.stderr:write("[WARNING] Could not fetch resource ", source, ": not a picture in the document\n")
      return image.caption
    end
  end,
}

local function written(format, reference, json, options)
  options.reference_doc = reference
  return pandoc.write(pandoc.read(json, "json", {}, {}):walk(contained), format, options)
end

function ByteStringWriter(_, options)
  for line in io.lines() do
    local format, reference, json = line:match("^(%d+) (%d+) (%d+)$")
    local ok, answer = pcall(
      written,
      io.read(tonumber(format)),
      io.read(tonumber(reference)),
      io.read(tonumber(json)),
      options
    )
    answer = ok and answer or tostring(answer)
    io.write(ok and "written " or "failed ", #answer, "\n", answer)
    io.flush()
  end
  return ""
end
