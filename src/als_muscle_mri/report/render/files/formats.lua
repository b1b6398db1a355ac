-- What resolve.lua marked, drawn in the way of each format: the shapes Quarto gives it.

local stringify = pandoc.utils.stringify
local NBSP = '\u{a0}'
local COLOURS = { -- border and ground of callouts, as Quarto's
  note = { '0758e5', 'e6effd' },
  tip = { '00a047', 'e5f5ec' },
  important = { 'cc1914', 'f9e7e7' },
  warning = { 'eb9113', 'fdf4e7' },
  caution = { 'fc5300', 'ffede5' },
}
local PAGE_INCHES = 6.535 -- the text width of the page: A4 less margins of 22 mm

local is_html = FORMAT:match('html') ~= nil
local is_typst = FORMAT == 'typst'
local is_docx = FORMAT == 'docx'
local raw_format = is_docx and 'openxml' or FORMAT

local function raw(text) return pandoc.RawBlock(raw_format, text) end
local function raw_inline(text) return pandoc.RawInline(raw_format, text) end

-- ---------------------------------------------------------------- tables and figures

local function html_escape(text)
  return (text:gsub('[&<>"]',
    { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' }))
end

local function html_float(div, caption)
  local kind = div.attributes.kind
  local label = div.attributes.name .. NBSP .. div.attributes.number .. ':'
  local figcaption = pandoc.Blocks {
    raw('<figcaption class="quarto-float-caption quarto-float-' .. kind .. '">'),
    pandoc.Plain(pandoc.Inlines {
      pandoc.Span({ pandoc.Str(label) }, { class = 'float-number' }), pandoc.Space() } .. caption),
    raw('</figcaption>'),
  }
  local blocks = pandoc.Blocks {
    raw('<div id="' .. div.identifier .. '" class="quarto-float quarto-figure">\n'
      .. '<figure class="quarto-float quarto-float-' .. kind .. '">'),
  }
  if kind == 'tbl' then
    local name = html_escape(label .. ' ' .. stringify(caption))
    blocks:extend(figcaption)
    -- A wide table scrolls within this division; with a tab stop it does so from the keyboard.
    blocks:insert(raw('<div class="table-scroll" role="region" tabindex="0" aria-label="'
      .. name .. '">'))
    blocks:extend(div.content)
    blocks:insert(raw('</div>'))
  else
    blocks:extend(div.content)
    blocks:extend(figcaption)
  end
  blocks:insert(raw('</figure>\n</div>'))
  return blocks
end

local function typst_float(div, caption)
  local kind = div.attributes.kind
  local blocks = pandoc.Blocks { raw('#figure([') }
  blocks:extend(div.content)
  blocks:insert(raw('], caption: figure.caption(position: '
    .. (kind == 'tbl' and 'top' or 'bottom') .. ', ['))
  blocks:insert(pandoc.Plain(caption))
  blocks:insert(raw(']), kind: "quarto-float-' .. kind .. '", supplement: "'
    .. div.attributes.name .. '", numbering: "1") <' .. div.identifier .. '>\n\n'))
  return blocks
end

local function word_field(instruction, look, text)
  return raw_inline('<w:fldSimple w:instr=" ' .. instruction .. ' "><w:r><w:rPr>' .. look
    .. '</w:rPr><w:t>' .. text .. '</w:t></w:r></w:fldSimple>')
end

-- Word allows neither hyphens in the name of a bookmark nor long ones.
local function word_bookmark(identifier) return 'Ref' .. pandoc.utils.sha1(identifier):sub(1, 12) end

local function word_number(identifier, content)
  return pandoc.Span(content, { id = word_bookmark(identifier) })
end

-- Word counts tables and figures by itself, so that its lists of them work.
local function word_float(div, caption)
  local kind, name = div.attributes.kind, div.attributes.name
  local field = word_number(div.identifier,
    word_field('SEQ ' .. name .. ' \\* ARABIC', '<w:b/>', div.attributes.number))
  local label = pandoc.Span({ pandoc.Strong { pandoc.Str(name .. NBSP) }, field },
    { id = div.identifier })
  local paragraph = pandoc.Para(pandoc.Inlines {
    label, pandoc.Strong { pandoc.Str(':') }, pandoc.Space() } .. caption)
  local captioned = pandoc.Div({ paragraph },
    { ['custom-style'] = kind == 'tbl' and 'Table Caption' or 'Image Caption' })
  if kind == 'tbl' then
    div.content:insert(1, captioned)
    return div.content
  end
  return pandoc.Blocks {
    pandoc.Div(div.content, { ['custom-style'] = 'Captioned Figure' }), captioned }
end

local function float(div)
  local caption = div.content:remove(1).content
  if is_html then return html_float(div, caption) end
  if is_typst then return typst_float(div, caption) end
  return word_float(div, caption)
end

-- ---------------------------------------------------------------- callouts

local function callout(div)
  local kind = div.attributes.kind
  local title = div.content:remove(1).content[1].content
  if is_html then
    return pandoc.Div({
      pandoc.Div({ pandoc.Plain(title) }, { class = 'callout-header callout-title-container' }),
      pandoc.Div(div.content, { class = 'callout-body-container callout-body' }),
    }, { id = div.identifier,
      class = 'callout callout-style-default callout-titled callout-' .. kind })
  elseif is_typst then
    local border, ground = table.unpack(COLOURS[kind])
    local blocks = pandoc.Blocks { raw('#callout(body: [') }
    blocks:extend(div.content)
    blocks:extend { raw('], title: ['), pandoc.Plain(title), raw('], background_color: rgb("#'
      .. ground .. '"), icon_color: rgb("#' .. border .. '"))') }
    return blocks
  end
  return pandoc.Blocks {
    pandoc.Div({ pandoc.Para(title) }, { ['custom-style'] = 'Callout Title' }),
    pandoc.Div(div.content, { ['custom-style'] = 'Callout' }),
  }
end

-- What Quarto's `unless-format="html"` encloses does not stand on the page.
local function on_paper(div)
  if not div.classes:includes('content-visible') then return nil end
  if div.attributes['unless-format'] ~= 'html' then
    error('of .content-visible only unless-format="html" is known')
  end
  return is_html and pandoc.Blocks {} or div.content
end

local function division(div)
  if div.classes:includes('float') then return float(div) end
  if div.classes:includes('callout') and div.attributes.kind then return callout(div), false end
end

-- ---------------------------------------------------------------- headings

local function heading(header)
  local depth = tonumber(header.attributes.depth)
  header.attributes.depth = nil
  header.level = is_html and depth + 1 or depth -- on the page the first level is the title's
  if is_html then return header end
  if is_docx and header.attributes.number then
    header.content = pandoc.Inlines { word_number(header.identifier, header.attributes.number),
      pandoc.Str(depth == 1 and '.' or ''), pandoc.Space() } .. header.content
  end
  header.attributes.number = nil
  return header
end

-- ---------------------------------------------------------------- references

-- In Word the number of a reference is looked up where its caption or heading has it.
local function reference_number(span)
  if not span.classes:includes('xref-number') then return nil end
  if not is_docx then return span.content end
  return word_field('REF ' .. word_bookmark(span.attributes.of) .. ' \\h \\* MERGEFORMAT',
    '<w:rStyle w:val="Hyperlink"/>', stringify(span.content))
end

-- ---------------------------------------------------------------- order

-- As on Quarto's pages, sections marked .appendix stand after everything else.
local function appendix_last(blocks)
  local body, appendix = pandoc.Blocks {}, pandoc.Blocks {}
  local within = nil
  for _, block in ipairs(blocks) do
    if block.t == 'Header' and (not within or block.level <= within) then
      within = block.classes:includes('appendix') and block.level or nil
      if within then block.classes:insert('quarto-appendix-heading') end
    end
    (within and appendix or body):insert(block)
  end
  if #appendix > 0 then body:insert(pandoc.Div(appendix, { id = 'quarto-appendix' })) end
  return body
end

-- ---------------------------------------------------------------- pictures and tables

-- Typst reads from the stage: a path from there starts with a slash. Pandoc's writer would drop
-- the text alternative and let a wide picture run off the page.
local function typst_picture(image, drawing)
  local path = image.src
  if drawing then
    path = drawing
  elseif not path:match('^pictures/') then
    path = '/' .. path
  end
  local number, unit = (image.attributes.width or ''):match('^([%d.]+)(%a*%%?)$')
  local per_inch = { [''] = 96, px = 96, ['in'] = 1, cm = 2.54, mm = 25.4, pt = 72 }
  local width = '100%'
  if unit == '%' then
    width = number .. '%'
  elseif per_inch[unit] and tonumber(number) / per_inch[unit] < PAGE_INCHES then
    width = string.format('%.4fin', tonumber(number) / per_inch[unit])
  end
  local alternative = image.attributes.alt or stringify(image.caption)
  return raw_inline(string.format('#box(image(%s, width: %s, alt: %s))', pandoc.json.encode(path),
    width, pandoc.json.encode(alternative)))
end

local function picture(image)
  local drawing = image.attributes.drawing
  image.attributes.drawing = nil
  if is_typst then return typst_picture(image, drawing) end
  if is_docx and image.attributes.alt then
    image.caption = { pandoc.Str(image.attributes.alt) }
  end
  return image
end

local function typst_table(tbl)
  tbl.classes:insert('typst:no-figure')
  return tbl
end

-- An accessible PDF wants words for a formula: its source.
local function typst_formula(math)
  local block = math.mathtype == 'DisplayMath'
  local formula = pandoc.write(pandoc.Pandoc { pandoc.Plain { math } }, 'typst')
  return raw_inline(string.format('#math.equation(block: %s, alt: %s, %s)', tostring(block),
    pandoc.json.encode(math.text), formula:gsub('%s+$', '')))
end

-- Citations are written out already; Typst's writer would hand them to Typst again.
local function citation(cite) return cite.content end

-- On paper a figure floats, and takes the line that names its source along.
local function floating(blocks)
  local result, i = pandoc.Blocks {}, 1
  while blocks[i] do
    local block, following = blocks[i], blocks[i + 1]
    local figure = block.t == 'Div' and block.attributes.kind == 'fig'
    if figure then result:insert(raw('#floating([')) end
    result:insert(block)
    if figure then
      if following and following.t == 'Div' and following.classes:includes('source') then
        result:insert(following)
        i = i + 1
      end
      result:insert(raw('])'))
    end
    i = i + 1
  end
  return result
end

function Pandoc(document)
  local blocks = document.blocks:walk { Div = on_paper }
  if is_html then blocks = appendix_last(blocks) end
  blocks = blocks:walk {
    Image = picture,
    Span = reference_number,
    Table = is_typst and typst_table or nil,
    Cite = is_typst and citation or nil,
    Math = is_typst and typst_formula or nil,
  }
  if is_typst then blocks = floating(blocks) end
  blocks = blocks:walk { traverse = 'topdown', Div = division }
  blocks = blocks:walk { Header = heading }
  return pandoc.Pandoc(blocks, document.meta)
end
